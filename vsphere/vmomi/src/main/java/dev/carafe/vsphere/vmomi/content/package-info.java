/**
 * The door to a server: the service instance, and what each session finds there of its own.
 *
 * <p>It knows {@code collector}, {@code view}, {@code session} and {@code inventory}.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.content;

import org.jspecify.annotations.NullMarked;
