/** Stores in MariaDB. */
@NullMarked
package io.sepia.internal.backend.mariadb;

import org.jspecify.annotations.NullMarked;
