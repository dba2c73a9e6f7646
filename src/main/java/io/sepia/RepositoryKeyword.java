package io.sepia;

import io.sepia.RepositoryProperties.Property;
import io.sepia.error.InvalidQueryException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The comparisons that the name of a repository's method may contain, and those that a store cannot make. */
enum RepositoryKeyword {
    BETWEEN(2, (property, values) -> property.field().between(values[0], values[1]), "Between", "IsBetween"),
    NULL(0, (property, values) -> absent(property), "Null", "IsNull"),
    NOT_NULL(NULL, "NotNull", "IsNotNull"),
    LESS_EQUAL(1, (property, values) -> property.field().le(values[0]), "LessThanEqual", "IsLessThanEqual"),
    LESS(1, (property, values) -> property.field().lt(values[0]), "LessThan", "IsLessThan", "Before", "IsBefore"),
    GREATER_EQUAL(1, (property, values) -> property.field().ge(values[0]), "GreaterThanEqual", "IsGreaterThanEqual"),
    GREATER(
            1,
            (property, values) -> property.field().gt(values[0]),
            "GreaterThan",
            "IsGreaterThan",
            "After",
            "IsAfter"),
    STARTING(
            1,
            (property, values) -> property.field().startsWith(text(values[0])),
            (property, values) -> property.field().startsWithIgnoreCase(text(values[0])),
            "StartingWith",
            "IsStartingWith",
            "StartsWith"),
    CONTAINING(
            1,
            (property, values) -> property.isCollection()
                    ? property.field().any(Field.value().eq(values[0]))
                    : property.field().contains(text(values[0])),
            (property, values) -> property.isCollection()
                    ? property.field().any(Field.value().equalsIgnoreCase(text(values[0])))
                    : property.field().containsIgnoreCase(text(values[0])),
            "Containing",
            "IsContaining",
            "Contains"),
    NOT_CONTAINING(CONTAINING, "NotContaining", "IsNotContaining", "NotContains"),
    EMPTY(
            0,
            (property, values) -> property.isCollection()
                    ? property.field().size().eq(0).or(absent(property))
                    : property.field().eq(""),
            "Empty",
            "IsEmpty"),
    NOT_EMPTY(EMPTY, "NotEmpty", "IsNotEmpty"),
    IN(1, (property, values) -> property.field().in(elements(values[0])), "In", "IsIn"),
    NOT_IN(IN, "NotIn", "IsNotIn"),
    TRUE(0, (property, values) -> property.field().eq(true), "True", "IsTrue"),
    FALSE(0, (property, values) -> property.field().eq(false), "False", "IsFalse"),
    EXISTS(0, (property, values) -> property.field().exists(), "Exists"),
    NOT_LIKE("Use NotContaining, or a condition in text.", "NotLike", "IsNotLike"),
    LIKE("Use StartingWith or Containing.", "Like", "IsLike"),
    ENDING(
            "No condition compares the end of a text; keep it in a property of its own.",
            "EndingWith",
            "IsEndingWith",
            "EndsWith"),
    NEAR("There are no geographic indexes.", "Near", "IsNear"),
    WITHIN("There are no geographic indexes.", "Within", "IsWithin"),
    REGEX("Use StartingWith or Containing.", "MatchesRegex", "Matches", "Regex"),
    EQUAL(
            1,
            (property, values) ->
                    values[0] == null ? absent(property) : property.field().eq(values[0]),
            (property, values) ->
                    values[0] == null ? absent(property) : property.field().equalsIgnoreCase((String) values[0]),
            "Equals",
            "Is"),
    NOT(EQUAL, "Not", "IsNot");

    /** Returns the condition on a property with the values of the method's parameters. */
    @FunctionalInterface
    private interface Comparison {
        Condition on(Property property, Object[] values);
    }

    /**
     * A keyword found at the end of a part of a name.
     *
     * @param property what precedes it
     */
    record Match(RepositoryKeyword keyword, String property) {}

    private final List<String> words;
    private final int arguments;
    private final @Nullable Comparison comparison;
    private final @Nullable Comparison ignoringCase;
    private final @Nullable String instead;

    RepositoryKeyword(int arguments, Comparison comparison, String... words) {
        this(List.of(words), arguments, comparison, null, null);
    }

    RepositoryKeyword(int arguments, Comparison comparison, Comparison ignoringCase, String... words) {
        this(List.of(words), arguments, comparison, ignoringCase, null);
    }

    RepositoryKeyword(RepositoryKeyword opposite, String... words) {
        this(List.of(words), opposite.arguments, not(opposite.comparison), not(opposite.ignoringCase), null);
    }

    /** @param instead why it is refused, and what to use instead */
    RepositoryKeyword(String instead, String... words) {
        this(List.of(words), 0, null, null, instead);
    }

    RepositoryKeyword(
            List<String> words,
            int arguments,
            @Nullable Comparison comparison,
            @Nullable Comparison ignoringCase,
            @Nullable String instead) {
        this.words = words;
        this.arguments = arguments;
        this.comparison = comparison;
        this.ignoringCase = ignoringCase;
        this.instead = instead;
    }

    private static @Nullable Comparison not(@Nullable Comparison comparison) {
        return comparison == null ? null : (property, values) -> Condition.not(comparison.on(property, values));
    }

    /** Returns the keyword at the end of {@code part}; without one, the comparison is equality. */
    static Match of(String part) {
        return Arrays.stream(values())
                .flatMap(each -> each.words.stream()
                        .filter(word -> part.endsWith(word) && part.length() > word.length())
                        .map(word -> new Match(each, part.substring(0, part.length() - word.length()))))
                .min(Comparator.comparingInt(match -> match.property().length()))
                .orElse(new Match(EQUAL, part));
    }

    /** Returns the number of parameters that it takes. */
    int arguments() {
        return arguments;
    }

    List<String> words() {
        return words;
    }

    /** Returns why it is refused, or null. */
    @Nullable
    String refusal() {
        return instead;
    }

    /** Returns whether it compares with one value of the property's own class. */
    boolean isOfScalars() {
        return switch (this) {
            case EQUAL, NOT, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, BETWEEN -> true;
            default -> false;
        };
    }

    boolean canIgnoreCase() {
        return ignoringCase != null;
    }

    /** Returns the condition on a property. The keyword must not be refused. */
    Condition on(Property property, Object[] values) {
        return Objects.requireNonNull(comparison).on(property, values);
    }

    /** Returns the condition without regard to case, which must be one that it can ignore. */
    Condition ignoringCase(Property property, Object[] values) {
        return Objects.requireNonNull(ignoringCase).on(property, values);
    }

    /** A Java property that is null is stored as null or not at all, as its class declares. */
    private static Condition absent(Property property) {
        return property.field().isNull().or(property.field().isMissing());
    }

    private static String text(Object value) {
        if (value == null) {
            throw new InvalidQueryException("StartingWith and Containing need a text, but the argument is null.");
        }
        return (String) value;
    }

    private static Collection<?> elements(Object value) {
        if (value == null) {
            throw new InvalidQueryException("In needs a collection or an array, but the argument is null.");
        }
        return RepositoryOperations.elements(value);
    }
}
