/** Values that the layers of the store exchange and applications never see. */
@NullMarked
package io.sepia.internal.document;

import org.jspecify.annotations.NullMarked;
