package io.sepia.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the property ({@code long}, {@link Long}, {@code int} or {@link Integer}) that holds the version at which an
 * object was loaded. Every write checks that this version is still the stored one and then increments it; 0 or null
 * means that the object must not be stored yet. The version is stored in its column only, never in the content. Without
 * this annotation, the last write wins.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface Version {}
