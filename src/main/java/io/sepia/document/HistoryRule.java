package io.sepia.document;

/**
 * Which generations of a class's objects are kept, and for how long. The latest generation of an object always stays.
 *
 * @param everySave whether each save keeps one; if not, those do that ask for it
 * @param generations how many of each object are kept, at least; earlier ones are dropped when it is saved. 0 for all
 * @param days for how many days the state of each object can be told; earlier generations are dropped some time after.
 *     0 for ever
 */
public record HistoryRule(boolean everySave, long generations, long days) {
    /** Each save, for ever. */
    public static final HistoryRule ALL = new HistoryRule(true, 0, 0);
    /** The saves that ask for it, for ever. */
    public static final HistoryRule ASKED = new HistoryRule(false, 0, 0);

    private static final long MOST_DAYS = 365_000;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative, or {@code days} more than a thousand years
     */
    public HistoryRule {
        if (generations < 0) {
            throw new IllegalArgumentException(
                    "A history has at least 0 generations, which stands for all, not " + generations);
        }
        if (days < 0 || days > MOST_DAYS) {
            throw new IllegalArgumentException(
                    "A history goes back 0 days, which stands for ever, to " + MOST_DAYS + ", not " + days);
        }
    }
}
