package io.sepia.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the property that identifies an object within its class: a {@link String}, {@link java.util.UUID}, {@code long}
 * or {@link Long}. Without it, the property named {@code id} is the id. An absent String or UUID is assigned when the
 * object is saved (a UUID of version 7, RFC 9562); an absent {@code long} (0 or null) is refused. See decision 0071.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface ObjectId {}
