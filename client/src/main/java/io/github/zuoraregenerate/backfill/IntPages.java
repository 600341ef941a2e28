package io.github.zuoraregenerate.backfill;

import java.util.Arrays;

/** A growing array of ints, zero at first. In pages, so that growing neither copies nor needs one large block. */
final class IntPages {

    private static final int PAGE_BITS = 14;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;

    private int[][] pages = new int[16][];

    int get(int index) {
        int page = index >>> PAGE_BITS;
        return page < pages.length && pages[page] != null ? pages[page][index & (PAGE_SIZE - 1)] : 0;
    }

    void set(int index, int value) {
        int page = index >>> PAGE_BITS;
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length * 2));
        }
        if (pages[page] == null) {
            pages[page] = new int[PAGE_SIZE];
        }
        pages[page][index & (PAGE_SIZE - 1)] = value;
    }
}
