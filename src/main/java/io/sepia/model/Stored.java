package io.sepia.model;

import io.sepia.document.OnDelete;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class or record whose instances are objects of their own: where one of them is the value of another object's
 * property, a reference is stored instead of a copy. Classes without it can be saved too; inside other objects they are
 * embedded.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Stored {
    /**
     * The storage name: what the column {@code class_name} holds. Empty means the simple name of the class. Give a name
     * to be free to rename the class.
     */
    String value() default "";

    /**
     * Whether saves and deletions of the class's objects are logged as events. The store remembers it once an object of
     * the class is written: from then on all who write to the store log them. The option {@code events} switches it
     * off.
     */
    boolean events() default false;

    /**
     * What becomes of references to the class's objects when they are deleted. The store remembers it once an object of
     * the class is written by a program that has the class, and has programs without it obey.
     */
    OnDelete onDelete() default OnDelete.LEAVE;

    /**
     * Which generations of the class's objects are kept: {@code @History} for each save and for ever, with limits for
     * less. The store remembers it once an object of the class is written: from then on all who write to the store keep
     * them, until {@code keepHistory} of a program whose class says nothing ends it.
     */
    History[] history() default {};
}
