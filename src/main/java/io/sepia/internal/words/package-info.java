/** Words: how texts are split into them, and queries by them. Each backend finds the same words. See decision 0260. */
@NullMarked
package io.sepia.internal.words;

import org.jspecify.annotations.NullMarked;
