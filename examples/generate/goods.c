#include "shop.h"

const struct product shop_products[] = {
    {"COF-250", "House coffee 250 g", "coffee", 690, 14},
    {"COF-1000", "House coffee 1 kg", "coffee", 2290, 42},
    {"COF-DEC", "Decaf coffee 500 g", "coffee", 1290, 28},
    {"TEA-GRN", "Green tea 100 g", "tea", 890, 35},
    {"TEA-ERL", "Earl Grey 100 g", "tea", 790, 42},
    {"SHA-250", "Shampoo 250 ml", "bathroom", 650, 56},
    {"SOA-400", "Soap refill 400 ml", "bathroom", 490, 45},
    {"PAS-075", "Toothpaste 75 ml", "bathroom", 350, 30},
    {"BLA-008", "Razor blades, 8", "bathroom", 1690, 70},
    {"DET-020", "Detergent, 20 loads", "household", 899, 40},
    {"TAB-040", "Dishwasher tabs, 40", "household", 749, 38},
    {"VIT-060", "Vitamins, 60 tablets", "health", 1490, 60},
    {"CAT-2000", "Cat food 2 kg", "pets", 1590, 25},
    {"DOG-5000", "Dog food 5 kg", "pets", 2990, 30},
    {"MUG-001", "Mug, blue", "kitchen", 1290, 0},
    {"POT-001", "Tea pot", "kitchen", 3490, 0},
    {"GRI-001", "Coffee grinder", "kitchen", 7900, 0},
    {"TOW-002", "Towels, pair", "home", 2490, 0},
    {"CAN-001", "Candle", "home", 1190, 0},
    {"BLA-KET", "Wool blanket", "home", 5900, 0},
    {"BOX-GFT", "Gift box", "gifts", 3990, 0},
    {"CAL-ADV", "Advent calendar", "gifts", 2490, 0},
    {"VOU-025", "Voucher 25", "gifts", 2500, 0},
};

const int32_t shop_product_count = (int32_t)(sizeof shop_products / sizeof *shop_products);
const int32_t shop_consumables = 14;

const char *const shop_coupons[] = {"", "WELCOME10", "SPRING20", "COMEBACK15"};
const char *const shop_campaigns[] = {"",          "spring_2025", "spring_2026", "christmas_2024", "christmas_2025",
                                      "newsletter"};
const char *const shop_channels[] = {"", "organic", "search", "social", "email", "direct"};
