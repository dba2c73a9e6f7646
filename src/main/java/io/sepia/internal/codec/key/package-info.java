/** Ids and versions: the properties of classes that hold them. */
@NullMarked
package io.sepia.internal.codec.key;

import org.jspecify.annotations.NullMarked;
