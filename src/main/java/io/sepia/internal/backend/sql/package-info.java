/** The relational store in portable SQL and JDBC. Names no database and no driver. */
@NullMarked
package io.sepia.internal.backend.sql;

import org.jspecify.annotations.NullMarked;
