/**
 * What the collectors of events and of tasks share: reading a history page by page, and which entities a filter means.
 *
 * <p>It knows {@code inventory} and {@code session}. No I/O, no clock, no thread of its own.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.history;

import org.jspecify.annotations.NullMarked;
