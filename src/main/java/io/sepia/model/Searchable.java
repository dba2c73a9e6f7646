package io.sepia.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes the texts of a property findable by words, with {@link io.sepia.StorageOperations#search} and
 * {@link io.sepia.ObjectQuery#matching}. All texts in the value of the property are searched, in whatever lists, maps
 * and embedded objects they are. Properties of embedded classes may have the annotation too; references are not
 * followed.
 *
 * <pre>{@code
 * @Stored
 * record Note(String id, @Searchable(weight = 3) String title, @Searchable String text) {}
 * }</pre>
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface Searchable {
    /** How much an occurrence in this property counts for relevance; positive, and 1 for an ordinary property. */
    double weight() default 1;
}
