/* Points as trees (AVL, by join and split): a spend cuts off the front of a tree in one piece, however many lots lie
 * there, and a refund puts such a piece back. So spending everything and giving it back again and again stays cheap. */
#include "loyalty.h"

static int32_t height_of(const pt_points_forest *forest, uint32_t tree) { return forest->node[tree].height; }

static void update(pt_points_forest *forest, uint32_t tree)
{
    pt_points_node *node = &forest->node[tree];
    int32_t left = height_of(forest, node->left), right = height_of(forest, node->right);
    node->height = (left > right ? left : right) + 1;
    node->sum = node->points + forest->node[node->left].sum + forest->node[node->right].sum;
}

static uint32_t turn_left(pt_points_forest *forest, uint32_t tree)
{
    uint32_t top = forest->node[tree].right;
    forest->node[tree].right = forest->node[top].left;
    forest->node[top].left = tree;
    update(forest, tree);
    update(forest, top);
    return top;
}

static uint32_t turn_right(pt_points_forest *forest, uint32_t tree)
{
    uint32_t top = forest->node[tree].left;
    forest->node[tree].left = forest->node[top].right;
    forest->node[top].right = tree;
    update(forest, tree);
    update(forest, top);
    return top;
}

/* A node whose subtrees are balanced and differ in height by at most 2. */
static uint32_t balance(pt_points_forest *forest, uint32_t tree)
{
    pt_points_node *node = forest->node;
    int32_t lean = height_of(forest, node[tree].left) - height_of(forest, node[tree].right);
    if (lean > 1) {
        uint32_t left = node[tree].left;
        if (height_of(forest, node[left].right) > height_of(forest, node[left].left))
            node[tree].left = turn_left(forest, left);
        return turn_right(forest, tree);
    }
    if (lean < -1) {
        uint32_t right = node[tree].right;
        if (height_of(forest, node[right].left) > height_of(forest, node[right].right))
            node[tree].right = turn_right(forest, right);
        return turn_left(forest, tree);
    }
    update(forest, tree);
    return tree;
}

/* left, the one node `middle`, right. O(difference of heights). */
static uint32_t join(pt_points_forest *forest, uint32_t left, uint32_t middle, uint32_t right)
{
    pt_points_node *node = forest->node;
    if (node[left].height > node[right].height + 1) {
        node[left].right = join(forest, node[left].right, middle, right);
        return balance(forest, left);
    }
    if (node[right].height > node[left].height + 1) {
        node[right].left = join(forest, left, middle, node[right].left);
        return balance(forest, right);
    }
    node[middle].left = left;
    node[middle].right = right;
    update(forest, middle);
    return middle;
}

uint32_t pt_points_leaf(pt_points_forest *forest, uint32_t lot, int64_t points)
{
    pt_points_node leaf = {0, 0, lot, 1, points, points};
    forest->node[++forest->used] = leaf;
    return forest->used;
}

/* Takes the last node off a tree that is not empty. */
static uint32_t without_last(pt_points_forest *forest, uint32_t tree, uint32_t *last)
{
    uint32_t left = forest->node[tree].left, right = forest->node[tree].right;
    if (!right) {
        *last = tree;
        return left;
    }
    right = without_last(forest, right, last);
    return join(forest, left, tree, right);
}

uint32_t pt_points_append(pt_points_forest *forest, uint32_t a, uint32_t b)
{
    uint32_t last;
    if (!a || !b) return a ? a : b;
    a = without_last(forest, a, &last);
    return join(forest, a, last, b);
}

static bool is_before(const pt_points_forest *forest, uint32_t tree, int32_t last_day, int64_t lot)
{
    uint32_t mine = forest->node[tree].lot;
    int32_t my_day = forest->lot[mine].last_day;
    return my_day != last_day ? my_day < last_day : (int64_t)mine < lot;
}

void pt_points_cut(pt_points_forest *forest, uint32_t tree, int32_t last_day, int64_t lot, uint32_t *before,
                   uint32_t *from)
{
    uint32_t inner;
    if (!tree) {
        *before = *from = 0;
        return;
    }
    uint32_t left = forest->node[tree].left, right = forest->node[tree].right;
    if (is_before(forest, tree, last_day, lot)) {
        pt_points_cut(forest, right, last_day, lot, &inner, from);
        *before = join(forest, left, tree, inner);
    } else {
        pt_points_cut(forest, left, last_day, lot, before, &inner);
        *from = join(forest, inner, tree, right);
    }
}

void pt_points_take(pt_points_forest *forest, uint32_t tree, int64_t points, uint32_t *before, uint32_t *rest)
{
    uint32_t inner;
    if (!tree) {
        *before = *rest = 0;
        return;
    }
    uint32_t left = forest->node[tree].left, right = forest->node[tree].right;
    int64_t left_sum = forest->node[left].sum, here = forest->node[tree].points;
    if (points <= left_sum) {
        pt_points_take(forest, left, points, before, &inner);
        *rest = join(forest, inner, tree, right);
    } else if (points >= left_sum + here) {
        pt_points_take(forest, right, points - left_sum - here, &inner, rest);
        *before = join(forest, left, tree, inner);
    } else {
        uint32_t behind = pt_points_leaf(forest, forest->node[tree].lot, left_sum + here - points);
        forest->node[tree].points = points - left_sum;
        *before = join(forest, left, tree, 0);
        *rest = join(forest, 0, behind, right);
    }
}

uint32_t pt_points_unite(pt_points_forest *forest, uint32_t a, uint32_t b)
{
    uint32_t before, from;
    if (!a || !b) return a ? a : b;
    uint32_t left = forest->node[a].left, right = forest->node[a].right, lot = forest->node[a].lot;
    pt_points_cut(forest, b, forest->lot[lot].last_day, lot, &before, &from);
    left = pt_points_unite(forest, left, before);
    right = pt_points_unite(forest, right, from);
    return join(forest, left, a, right);
}

int64_t pt_points_before(const pt_points_forest *forest, uint32_t tree, int64_t last_day)
{
    int64_t sum = 0;
    while (tree) {
        const pt_points_node *node = &forest->node[tree];
        if (forest->lot[node->lot].last_day < last_day) {
            sum += forest->node[node->left].sum + node->points;
            tree = node->right;
        } else {
            tree = node->left;
        }
    }
    return sum;
}

int32_t pt_points_first_day(const pt_points_forest *forest, uint32_t tree)
{
    while (forest->node[tree].left) tree = forest->node[tree].left;
    return forest->lot[forest->node[tree].lot].last_day;
}

void pt_points_walk(const pt_points_forest *forest, uint32_t tree, pt_points_visit visit, void *context)
{
    for (; tree; tree = forest->node[tree].right) {
        pt_points_walk(forest, forest->node[tree].left, visit, context);
        visit(context, &forest->node[tree]);
    }
}
