package io.sepia.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks for an index, so that queries by a property do not look at every object of the class. On a property the index is
 * on that one, on a class it is on the fields named, together:
 *
 * <pre>{@code
 * @Stored
 * @Indexed({"category", "status.deprecated"})
 * record Feature(String id, String category, Status status, @Indexed(unique = true) String path, @Indexed Author author) {}
 * }</pre>
 *
 * <p>A store builds the indexes of a class, in the same transaction, before it first writes an object of it; and drops
 * those that the class asked for once and does not any more. Reading builds nothing.
 *
 * <p>Collections and arrays cannot be indexed.
 */
@Documented
@Repeatable(Indexed.All.class)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Indexed {
    /** On a class: the fields in order, as queries name them. On a property: nothing. */
    String[] value() default {};

    /** Whether objects that are equal in all these fields are refused. Null is equal to nothing. */
    boolean unique() default false;

    /** Several of them. */
    @Documented
    @Target({
        ElementType.FIELD,
        ElementType.METHOD,
        ElementType.PARAMETER,
        ElementType.RECORD_COMPONENT,
        ElementType.TYPE
    })
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        /** The annotations. */
        Indexed[] value();
    }
}
