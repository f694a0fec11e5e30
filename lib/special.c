#include "special.h"

#include <math.h>

#define SQRT_HALF 0.70710678118654752440
#define SQRT_TWO_PI 2.50662827463100050242
#define LOG_SQRT_TWO_PI 0.91893853320467274178

double pt_normal(double x) { return 0.5 * erfc(-x * SQRT_HALF); }

double pt_normal_log_upper(double x)
{
    if (x < -1.0) return log1p(-pt_normal(x));
    if (x < 30.0) return log(0.5 * erfc(x * SQRT_HALF));
    /* Abramowitz & Stegun 26.2.12: 1 - 1/x^2 + 3/x^4 - 15/x^6 ...; from x = 30 on eight terms are enough. */
    double inverse = 1.0 / (x * x), series = 1.0;
    for (int k = 8; k >= 1; k--) series = 1.0 - (2 * k - 1) * inverse * series;
    return -0.5 * x * x - log(x) - LOG_SQRT_TWO_PI + log(series);
}

/* P. J. Acklam's rational approximation of the inverse for 0 < p <= 1/2, relative error below 1.2e-9. */
static double approximate_quantile(double p)
{
    static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                               1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
    static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                               6.680131188771972e+01, -1.328068155288572e+01};
    static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                               -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
    static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                               3.754408661907416e+00};
    if (p < 0.02425) {
        double q = sqrt(-2.0 * log(p));
        return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
               ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0);
    }
    double q = p - 0.5, r = q * q;
    return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
           (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0);
}

double pt_normal_quantile(double p)
{
    if (p > 0.5) return -pt_normal_quantile(1.0 - p); /* 1 - p is exact here */
    double x = approximate_quantile(p), step;
    /* One Halley step on (Phi(x) - p) / phi(x): near the middle from erf, which keeps what Phi rounds away beside 1/2;
     * in the tail as a ratio to p, which neither underflows nor overflows. */
    if (p > 0.25)
        step = (0.5 * erf(x * SQRT_HALF) - (p - 0.5)) * SQRT_TWO_PI * exp(0.5 * x * x);
    else
        step = (pt_normal(x) / p - 1.0) * SQRT_TWO_PI * exp(0.5 * x * x + log(p));
    return x - step / (1.0 + 0.5 * x * step);
}
