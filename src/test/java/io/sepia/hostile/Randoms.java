package io.sepia.hostile;

import java.util.Random;

/** Random numbers of numbered cases. */
public final class Randoms {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private Randoms() {}

    /** Returns the numbers of a case. The first numbers of {@link Random} hardly differ for seeds in a row. */
    public static Random of(long seed) {
        return new Random(seed * GOLDEN_RATIO);
    }
}
