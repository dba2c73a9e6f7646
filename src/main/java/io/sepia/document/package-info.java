/** Values that the layers exchange and applications receive: keys, documents, generations and rules. */
@NullMarked
package io.sepia.document;

import org.jspecify.annotations.NullMarked;
