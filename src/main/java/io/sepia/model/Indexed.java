package io.sepia.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares an index, so that queries by a property need not read every object of the class. On a property, the index is
 * on that property; on a class, it is on the combination of the given fields:
 *
 * <pre>{@code
 * @Stored
 * @Indexed({"category", "status.deprecated"})
 * record Feature(String id, String category, Status status, @Indexed(unique = true) String path, @Indexed Author author) {}
 * }</pre>
 *
 * <p>Before a store first writes an object of a class, it builds the declared indexes of the class in the same
 * transaction, and drops the indexes that the class no longer declares. Reading builds nothing. See decision 0042.
 *
 * <p>Collections and arrays cannot be indexed.
 */
@Documented
@Repeatable(Indexed.All.class)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Indexed {
    /** On a class: the fields in order, under the names that queries use. On a property: empty. */
    String[] value() default {};

    /** Whether an object that equals another one in all these fields is refused. Null is not equal to anything. */
    boolean unique() default false;

    /** Contains several {@link Indexed} annotations. */
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
        /** Returns the annotations. */
        Indexed[] value();
    }
}
