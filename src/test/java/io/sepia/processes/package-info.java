/** Several processes that use one store. */
package io.sepia.processes;
