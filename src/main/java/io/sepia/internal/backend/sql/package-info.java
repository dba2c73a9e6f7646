/** The relational store in portable SQL and JDBC. This package names no database and no driver. */
@NullMarked
package io.sepia.internal.backend.sql;

import org.jspecify.annotations.NullMarked;
