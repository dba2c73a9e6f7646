package io.sepia.model;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says in {@link Stored#history} that each save of the class's objects is kept as a generation. Without limits all of
 * them are kept for ever: what a history is for is not to be lost by what somebody did not say. The latest generation
 * always stays.
 */
@Documented
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface History {
    /** How many generations of each object are kept, at least; earlier ones are dropped by saves. 0 for all. */
    long generations() default 0;

    /**
     * For how many days back the state of an object can be told; generations that were replaced earlier are dropped
     * within some hours while a store is open. 0 for ever.
     */
    long days() default 0;
}
