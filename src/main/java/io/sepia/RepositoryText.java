package io.sepia;

import io.sepia.error.InvalidQueryException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of a method's {@code @Query}: a condition in the store's textual form, in which {@code :name} and {@code ?1}
 * stand for parameters, optionally after {@code where} and before {@code order by}. Arguments are inserted as quoted
 * literals and cannot change the condition. Immutable.
 *
 * @param condition the condition
 * @param order the order in text, empty for none
 * @param parameters the parameters of the method that are values, in order
 */
record RepositoryText(String condition, String order, List<Parameter> parameters) {
    private static final Pattern STATEMENT = Pattern.compile(
            "\\s*(select|from|update|delete|insert|set)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern WHERE = Pattern.compile("\\s*where\\b", Pattern.CASE_INSENSITIVE);
    /** A quoted text or name, which is left as it is, a parameter, or the beginning of an order. */
    private static final Pattern TOKEN = Pattern.compile(
            "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|:(\\w+)|\\?(\\d+)|\\b(order\\s+by)\\b", Pattern.CASE_INSENSITIVE);

    /**
     * Parses the text and checks it with values of the types of the parameters.
     *
     * @throws InvalidQueryException if it is not a condition, or names an unknown parameter
     */
    static RepositoryText parse(String text, Method method, List<Parameter> parameters) {
        if (STATEMENT.matcher(text).matches()) {
            throw new InvalidQueryException("Its @Query is a statement. Write a condition in the store's textual form,"
                    + " such as: title starts with :title order by title.");
        }
        Matcher where = WHERE.matcher(text);
        String rest = where.lookingAt() ? text.substring(where.end()) : text;
        int end = rest.length();
        int next = rest.length();
        Matcher token = TOKEN.matcher(rest);
        while (token.find()) {
            if (token.group(3) != null) {
                end = token.start();
                next = token.end();
                break;
            }
        }
        RepositoryText parsed = new RepositoryText(rest.substring(0, end), rest.substring(next), parameters);
        Set<Integer> used = new HashSet<>();
        Condition.parse(parsed.text(at -> {
            used.add(at);
            return example(parameters.get(at).getType());
        }));
        if (used.size() < parameters.size()) {
            throw new InvalidQueryException("Its @Query uses " + used.size() + " of its " + parameters.size()
                    + " values. Use all of them, or remove the others.");
        }
        if (!parsed.order().isBlank()) {
            Order.parse(parsed.order());
        }
        return parsed;
    }

    /** Returns the condition with these values. */
    Condition condition(Object[] values) {
        return condition.isBlank() ? Condition.ALWAYS : Condition.parse(text(at -> literal(values[at])));
    }

    List<Order> orders() {
        return order.isBlank() ? List.of() : Order.parse(order);
    }

    private String text(IntFunction<String> value) {
        if (condition.isBlank()) {
            return "@id exists";
        }
        StringBuilder text = new StringBuilder();
        Matcher token = TOKEN.matcher(condition);
        int at = 0;
        while (token.find()) {
            text.append(condition, at, token.start());
            if (token.group(1) != null) {
                text.append(value.apply(named(token.group(1))));
            } else if (token.group(2) != null) {
                text.append(value.apply(numbered(token.group(2))));
            } else {
                text.append(token.group());
            }
            at = token.end();
        }
        return text.append(condition, at, condition.length()).toString();
    }

    private int named(String name) {
        for (int i = 0; i < parameters.size(); i++) {
            if (name.equals(RepositoryMethods.name(parameters.get(i)))) {
                return i;
            }
        }
        if (parameters.stream().anyMatch(each -> RepositoryMethods.name(each) == null)) {
            throw new InvalidQueryException("Its @Query has the parameter :" + name
                    + ", but its class file does not contain the names of its parameters. Compile the interface with"
                    + " -parameters, or name them with @Param.");
        }
        throw new InvalidQueryException(
                "Its @Query has the parameter :" + name + ", but the parameters of the method are "
                        + parameters.stream().map(RepositoryMethods::name).toList()
                        + ". Use one of these, or name a parameter with @Param.");
    }

    private int numbered(String digits) {
        BigInteger number = new BigInteger(digits);
        if (number.signum() < 1 || number.compareTo(BigInteger.valueOf(parameters.size())) > 0) {
            throw new InvalidQueryException("Its @Query has the parameter ?" + number + ", but the method has "
                    + parameters.size() + " values.");
        }
        return number.intValue() - 1;
    }

    private static String literal(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return String.valueOf(value);
        }
        if (value instanceof Number number) {
            return number.toString();
        }
        if (value instanceof Instant instant) {
            return "instant '" + instant + "'";
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream().map(RepositoryText::literal).collect(Collectors.joining(", "));
        }
        if (value instanceof Object[] array) {
            return literal(Arrays.asList(array));
        }
        String text = value instanceof Enum<?> constant ? constant.name() : value.toString();
        return "'" + text.replace("'", "''") + "'";
    }

    private static String example(Class<?> type) {
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return type == boolean.class ? "true" : "0";
        }
        return type == Boolean.class ? "true" : type == Instant.class ? literal(Instant.EPOCH) : "'x'";
    }
}
