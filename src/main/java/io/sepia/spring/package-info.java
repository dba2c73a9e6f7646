/** Spring Boot's auto-configuration of a store, which applies if Spring Boot is on the class path. */
@NullMarked
package io.sepia.spring;

import org.jspecify.annotations.NullMarked;
