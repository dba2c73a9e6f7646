package io.sepia.document;

/**
 * A rule that says which generations of a class's objects are kept, and for how long. The latest generation of an
 * object is never dropped.
 *
 * @param everySave whether each save keeps a generation; if not, only the saves that request one
 * @param generations the minimum number kept for each object; saves of the object drop earlier ones. 0 keeps all
 * @param days the number of days for which earlier states can be read; older generations are dropped some time later. 0
 *     for forever
 */
public record HistoryRule(boolean everySave, long generations, long days) {
    /** Keeps a generation of each save, forever. */
    public static final HistoryRule ALL = new HistoryRule(true, 0, 0);
    /** Keeps a generation of the saves that request one, forever. */
    public static final HistoryRule ASKED = new HistoryRule(false, 0, 0);

    private static final long MOST_DAYS = 365_000;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative, or {@code days} is more than a thousand years
     */
    public HistoryRule {
        if (generations < 0) {
            throw new IllegalArgumentException(
                    "A history keeps 0 (which means all) or more generations, not " + generations + ".");
        }
        if (days < 0 || days > MOST_DAYS) {
            throw new IllegalArgumentException(
                    "A history goes back 0 (which means forever) to " + MOST_DAYS + " days, not " + days + ".");
        }
    }
}
