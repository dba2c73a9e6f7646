/** Conditions on documents, their order and their text form, and the evaluation that says what they mean. */
@NullMarked
package io.sepia.query;

import org.jspecify.annotations.NullMarked;
