/** Values that travel between the layers: keys, documents, and what a caller gets to see of them. */
@NullMarked
package io.sepia.document;

import org.jspecify.annotations.NullMarked;
