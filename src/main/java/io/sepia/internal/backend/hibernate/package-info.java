/** Hibernate sessions: own and joined transactions, group commit. */
@NullMarked
package io.sepia.internal.backend.hibernate;

import org.jspecify.annotations.NullMarked;
