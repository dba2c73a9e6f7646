/** The store inside transactions of an application's own. */
package io.sepia.joining;
