/** JSON text: reading, writing, comparing and patching it without mapping it to objects. */
@NullMarked
package io.sepia.internal.json;

import org.jspecify.annotations.NullMarked;
