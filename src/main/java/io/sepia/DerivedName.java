package io.sepia;

import io.sepia.RepositoryProperties.Property;
import io.sepia.error.InvalidQueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A method's name that says what to find, in the words of Spring Data and of Jakarta Data's query by method name:
 * {@code findTop3ByTitleStartingWithOrderByCreatedDesc}. Immutable.
 *
 * @param action what to do with the objects
 * @param limit the number of objects, or 0
 * @param parts alternatives, each a list of comparisons that all hold; empty for all objects
 * @param order the order in the name
 */
record DerivedName(Action action, long limit, List<List<Part>> parts, List<Order> order) {
    private static final Pattern SUBJECT = Pattern.compile(
            "^(find|read|get|query|search|stream|count|exists|delete|remove)((\\p{Lu}.*?)??)(By(?=\\p{Lu}|$)(.*))?$");
    private static final Pattern LIMITED = Pattern.compile("(First|Top)(\\d*)");
    private static final Pattern DIRECTION = Pattern.compile("(.+?)(Asc|Desc)(?=\\p{Lu}|$)");

    /** What to do with the objects that are found. */
    enum Action {
        FIND,
        COUNT,
        EXISTS,
        DELETE
    }

    /**
     * A comparison.
     *
     * @param ignoringCase whether it ignores case
     */
    record Part(Property property, RepositoryKeyword keyword, boolean ignoringCase) {
        Condition condition(Object[] values) {
            return ignoringCase ? keyword.ignoringCase(property, values) : keyword.on(property, values);
        }
    }

    /**
     * Parses a name.
     *
     * @return null if it does not begin as such a name does
     * @throws InvalidQueryException if it names an unknown property or an unsupported comparison
     */
    static @Nullable DerivedName parse(String name, RepositoryProperties properties) {
        Matcher subject = SUBJECT.matcher(name);
        if (!subject.matches()) {
            return null;
        }
        Action action = switch (subject.group(1)) {
            case "count" -> Action.COUNT;
            case "exists" -> Action.EXISTS;
            case "delete", "remove" -> Action.DELETE;
            default -> Action.FIND;
        };
        String predicate = subject.group(5);
        String described = subject.group(2);
        if (predicate == null && !described.equals("All")) {
            return null;
        }
        Matcher limited = LIMITED.matcher(described);
        boolean isLimited = limited.find();
        long limit = !isLimited ? 0 : limited.group(2).isEmpty() ? 1 : Long.parseLong(limited.group(2));
        if (isLimited && limit == 0) {
            throw new InvalidQueryException("It is limited to 0 objects, so it would find none.");
        }
        if (limit > 0 && action != Action.FIND) {
            throw new InvalidQueryException("Only methods that find objects can be limited to the first ones.");
        }
        String conditions = predicate == null ? "" : predicate;
        List<Order> order = List.of();
        int at = conditions.indexOf("OrderBy");
        if (at >= 0) {
            order = order(conditions.substring(at + "OrderBy".length()), properties);
            conditions = conditions.substring(0, at);
        }
        return new DerivedName(action, limit, parts(conditions, properties), order);
    }

    private static List<Order> order(String text, RepositoryProperties properties) {
        List<Order> order = new ArrayList<>();
        Matcher each = DIRECTION.matcher(text);
        int end = 0;
        while (each.lookingAt()) {
            Field field = properties.find(each.group(1)).field();
            order.add(each.group(2).equals("Asc") ? field.ascending() : field.descending());
            end = each.end();
            each.region(end, text.length());
        }
        if (end < text.length() || order.isEmpty()) {
            order.add(properties.find(text.substring(end)).field().ascending());
        }
        return order;
    }

    private static List<List<Part>> parts(String text, RepositoryProperties properties) {
        String conditions = text;
        boolean allIgnoringCase = false;
        for (String suffix : new String[] {"AllIgnoreCase", "AllIgnoringCase"}) {
            if (conditions.endsWith(suffix)) {
                allIgnoringCase = true;
                conditions = conditions.substring(0, conditions.length() - suffix.length());
            }
        }
        if (conditions.isEmpty()) {
            return List.of();
        }
        List<List<Part>> alternatives = new ArrayList<>();
        for (String alternative : conditions.split("Or(?=\\p{Lu})")) {
            List<Part> parts = new ArrayList<>();
            for (String part : alternative.split("And(?=\\p{Lu})")) {
                parts.add(part(part, allIgnoringCase, properties));
            }
            alternatives.add(parts);
        }
        return alternatives;
    }

    private static Part part(String text, boolean allIgnoringCase, RepositoryProperties properties) {
        String comparison = text;
        boolean ignoringCase = false;
        for (String suffix : new String[] {"IgnoreCase", "IgnoresCase", "IgnoringCase"}) {
            if (comparison.endsWith(suffix)) {
                ignoringCase = true;
                comparison = comparison.substring(0, comparison.length() - suffix.length());
            }
        }
        Part part = part(comparison, properties, ignoringCase);
        boolean ignorable =
                allIgnoringCase && part.property().isText() && part.keyword().canIgnoreCase();
        return ignorable ? new Part(part.property(), part.keyword(), true) : part;
    }

    private static Part part(String comparison, RepositoryProperties properties, boolean ignoringCase) {
        RepositoryKeyword.Match match = RepositoryKeyword.of(comparison);
        // A property may end like a keyword: findByCheckedIn.
        Property whole = match.property().equals(comparison) ? null : named(comparison, properties);
        if (whole != null) {
            return new Part(whole, RepositoryKeyword.EQUAL, ignoringCase);
        }
        String refusal = match.keyword().refusal();
        if (refusal != null) {
            throw new InvalidQueryException(
                    "The keyword " + match.keyword().words().get(0) + " is not supported. " + refusal);
        }
        if (ignoringCase && !match.keyword().canIgnoreCase()) {
            throw new InvalidQueryException(
                    "The keyword " + match.keyword().words().get(0)
                            + " has no form that ignores case. Use IgnoreCase with equality, StartingWith or Containing.");
        }
        return new Part(properties.find(match.property()), match.keyword(), ignoringCase);
    }

    private static @Nullable Property named(String name, RepositoryProperties properties) {
        try {
            return properties.find(name);
        } catch (InvalidQueryException e) {
            return null;
        }
    }

    /** Returns the number of parameters that its comparisons take. */
    int arguments() {
        return parts.stream()
                .flatMap(List::stream)
                .mapToInt(each -> each.keyword().arguments())
                .sum();
    }

    /** Returns the condition with these values of its parameters. */
    Condition condition(Object[] values) {
        Condition any = null;
        int at = 0;
        for (List<Part> alternative : parts) {
            Condition all = null;
            for (Part each : alternative) {
                Object[] own = java.util.Arrays.copyOfRange(
                        values, at, at + each.keyword().arguments());
                at += own.length;
                Condition one = each.condition(own);
                all = all == null ? one : all.and(one);
            }
            if (all != null) {
                any = any == null ? all : any.or(all);
            }
        }
        return any == null ? Condition.ALWAYS : any;
    }
}
