/** Several processes on one file. */
package io.sepia.processes;
