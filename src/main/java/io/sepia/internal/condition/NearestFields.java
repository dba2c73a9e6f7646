package io.sepia.internal.condition;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.FieldPath;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Names the properties that a query may have meant by one that does not exist. */
public final class NearestFields {
    private static final int NAMED_IN_MESSAGE = 12;

    private NearestFields() {}

    /**
     * Returns the error for a property that does not exist.
     *
     * @param nothing the beginning of the message, such as {@code "Class note has no"}
     */
    public static InvalidQueryException unknown(String nothing, String name, FieldPath path, Set<String> known) {
        List<String> nearest = known.stream()
                .sorted(Comparator.comparingInt((String each) -> distance(each, name)))
                .limit(3)
                .toList();
        List<String> all = List.copyOf(new TreeSet<>(known));
        String listed = String.join(", ", all.subList(0, Math.min(NAMED_IN_MESSAGE, all.size())))
                + (all.size() > NAMED_IN_MESSAGE ? ", …" : "");
        return new InvalidQueryException(nothing + " property '" + name + "' (field " + path + "). Nearest are "
                + String.join(", ", nearest) + "; there are " + listed + ".");
    }

    /** Returns the edit distance, ignoring case: the number of insertions, deletions and replacements of characters. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal
                        + (Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
