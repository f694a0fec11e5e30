/* special.h (internal): the functions of statistics that libm lacks. */
#ifndef PT_SPECIAL_H
#define PT_SPECIAL_H

/* Distribution of the standard normal, by erfc: full relative precision in both tails. */
double pt_normal(double x);

/* ln(1 - Phi(x)) without underflow (asymptotic beyond where erfc is 0). */
double pt_normal_log_upper(double x);

/* Its inverse for 0 < p < 1 (Acklam's rational approximation and one Newton-Halley step: below 1e-14 relative). */
double pt_normal_quantile(double p);

#endif
