package io.sepia;

import io.sepia.RepositoryProperties.Property;
import io.sepia.error.InvalidQueryException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The comparisons that the name of a repository's method may contain, and those that a store cannot make. */
enum RepositoryKeyword {
    BETWEEN(2, "Between", "IsBetween") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.field().between(values[0], values[1]);
        }
    },
    NOT_NULL(0, "NotNull", "IsNotNull") {
        @Override
        Condition on(Property property, Object[] values) {
            return Condition.not(absent(property));
        }
    },
    NULL(0, "Null", "IsNull") {
        @Override
        Condition on(Property property, Object[] values) {
            return absent(property);
        }
    },
    LESS_EQUAL(1, "LessThanEqual", "IsLessThanEqual") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.field().le(values[0]);
        }
    },
    LESS(1, "LessThan", "IsLessThan", "Before", "IsBefore") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.field().lt(values[0]);
        }
    },
    GREATER_EQUAL(1, "GreaterThanEqual", "IsGreaterThanEqual") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.field().ge(values[0]);
        }
    },
    GREATER(1, "GreaterThan", "IsGreaterThan", "After", "IsAfter") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.field().gt(values[0]);
        }
    },
    STARTING(1, "StartingWith", "IsStartingWith", "StartsWith") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.field().startsWith((String) values[0]);
        }

        @Override
        Condition ignoringCase(Property property, Object[] values) {
            return property.field().startsWithIgnoreCase((String) values[0]);
        }
    },
    NOT_CONTAINING(1, "NotContaining", "IsNotContaining", "NotContains") {
        @Override
        Condition on(Property property, Object[] values) {
            return Condition.not(CONTAINING.on(property, values));
        }

        @Override
        Condition ignoringCase(Property property, Object[] values) {
            return Condition.not(CONTAINING.ignoringCase(property, values));
        }
    },
    CONTAINING(1, "Containing", "IsContaining", "Contains") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.isCollection()
                    ? property.field().any(Field.value().eq(values[0]))
                    : property.field().contains((String) values[0]);
        }

        @Override
        Condition ignoringCase(Property property, Object[] values) {
            return property.isCollection()
                    ? property.field().any(Field.value().equalsIgnoreCase((String) values[0]))
                    : property.field().containsIgnoreCase((String) values[0]);
        }
    },
    NOT_EMPTY(0, "NotEmpty", "IsNotEmpty") {
        @Override
        Condition on(Property property, Object[] values) {
            return Condition.not(EMPTY.on(property, values));
        }
    },
    EMPTY(0, "Empty", "IsEmpty") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.isCollection()
                    ? property.field().size().eq(0).or(absent(property))
                    : property.field().eq("");
        }
    },
    NOT_IN(1, "NotIn", "IsNotIn") {
        @Override
        Condition on(Property property, Object[] values) {
            return Condition.not(IN.on(property, values));
        }
    },
    IN(1, "In", "IsIn") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.field().in(elements(values[0]));
        }
    },
    TRUE(0, "True", "IsTrue") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.field().eq(true);
        }
    },
    FALSE(0, "False", "IsFalse") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.field().eq(false);
        }
    },
    EXISTS(0, "Exists") {
        @Override
        Condition on(Property property, Object[] values) {
            return property.field().exists();
        }
    },
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
    NOT(1, "Not", "IsNot") {
        @Override
        Condition on(Property property, Object[] values) {
            return Condition.not(EQUAL.on(property, values));
        }

        @Override
        Condition ignoringCase(Property property, Object[] values) {
            return Condition.not(EQUAL.ignoringCase(property, values));
        }
    },
    EQUAL(1, "Equals", "Is") {
        @Override
        Condition on(Property property, Object[] values) {
            return values[0] == null ? absent(property) : property.field().eq(values[0]);
        }

        @Override
        Condition ignoringCase(Property property, Object[] values) {
            return property.field().equalsIgnoreCase((String) values[0]);
        }
    };

    /**
     * A keyword found at the end of a part of a name.
     *
     * @param property what precedes it
     */
    record Match(RepositoryKeyword keyword, String property) {}

    private final int arguments;
    private final List<String> words;
    private final @Nullable String instead;

    RepositoryKeyword(int arguments, String... words) {
        this.arguments = arguments;
        this.words = List.of(words);
        this.instead = null;
    }

    /** @param instead why it is refused, and what to use instead */
    RepositoryKeyword(String instead, String... words) {
        this.arguments = 0;
        this.words = List.of(words);
        this.instead = instead;
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

    /** Returns the condition on a property. */
    Condition on(Property property, Object[] values) {
        throw new InvalidQueryException("The keyword " + words.get(0) + " is not supported. " + instead);
    }

    /** Returns the condition without regard to case. */
    Condition ignoringCase(Property property, Object[] values) {
        throw new InvalidQueryException("The keyword " + words.get(0) + " has no form that ignores case. Use IgnoreCase"
                + " with equality, StartingWith or Containing.");
    }

    /** A Java property that is null is stored as null or not at all, as its class declares. */
    private static Condition absent(Property property) {
        return property.field().isNull().or(property.field().isMissing());
    }

    private static Collection<?> elements(Object value) {
        if (value instanceof Collection<?> collection) {
            return collection;
        }
        if (value instanceof Object[] array) {
            return Arrays.asList(array);
        }
        throw new InvalidQueryException("In needs a collection or an array, but the argument is "
                + (value == null ? "null" : "a " + value.getClass().getName()) + ".");
    }
}
