package io.sepia.model;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares in {@link Stored#history} that each save of an object of the class is kept as a generation. Without limits,
 * all generations are kept forever, so that no history is lost by default. The latest generation of an object is never
 * dropped.
 */
@Documented
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface History {
    /** The minimum number of generations kept for each object; saves drop earlier ones. 0 keeps all. */
    long generations() default 0;

    /**
     * The number of days for which earlier states of an object can be read. Generations that were replaced earlier are
     * dropped within some hours while a store is open. 0 for forever.
     */
    long days() default 0;
}
