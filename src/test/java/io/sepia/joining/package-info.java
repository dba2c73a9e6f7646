/** The store inside an application's transactions. */
package io.sepia.joining;
