package io.sepia.model;

import io.sepia.document.OnDelete;
import jakarta.data.spi.EntityDefining;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class or record whose instances are stored as objects of their own: if one of them is the value of another
 * object's property, a reference is stored instead of a copy. Classes without this annotation can be saved too; inside
 * other objects they are embedded. See decision 0004.
 */
@Documented
@EntityDefining // Hibernate's processor of Jakarta Data then leaves repositories of such classes alone.
@SuppressWarnings("exports") // The module of that annotation is optional.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Stored {
    /**
     * The storage name of the class: the value of the column {@code class_name}. Empty means the simple name of the
     * class. Give a name if the class may be renamed later.
     */
    String value() default "";

    /**
     * Whether saves and deletions of the class's objects are logged as events. The store records this once an object of
     * the class is written; from then on, every process that writes to the store logs them. The option {@code events}
     * switches it off. See decision 0037.
     */
    boolean events() default false;

    /**
     * The rule for references to the class's objects when these are deleted. The store records it once a program that
     * has the class writes an object of it; from then on, programs without the class follow it too. See decision 0039.
     */
    OnDelete onDelete() default OnDelete.LEAVE;

    /**
     * Which generations of the class's objects are kept: {@code @History} keeps every save forever, its limits keep
     * less. The store records this once an object of the class is written; from then on, every process that writes to
     * the store keeps them. A program whose class declares no history ends it with {@code keepHistory}.
     */
    History[] history() default {};

    /**
     * The number of the form in which the class's objects are stored. Raise it when a document has to be changed to fit
     * the class, and register the steps to the new number with {@link io.sepia.StorageBuilder#migrate}. Documents of
     * classes with a number above 1 contain it in the member {@code $schema}. See decision 0181.
     */
    int schema() default 1;
}
