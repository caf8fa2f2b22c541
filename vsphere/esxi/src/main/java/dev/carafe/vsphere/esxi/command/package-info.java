/**
 * Running programs of the system: arguments as a list, never through a shell; bounded in output and time. Knows nobody in the
 * house. A caller's thread waits for its program.
 */
@NullMarked
package dev.carafe.vsphere.esxi.command;

import org.jspecify.annotations.NullMarked;
