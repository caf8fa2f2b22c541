/**
 * The property collector as clients call it: it lets one thread at a time into the core, keeps those waiting who wait for
 * updates, and holds what a long answer has left to say.
 *
 * <p>Its lock is taken after the registries'. It knows {@code property}, {@code session} and {@code inventory}.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.collector;

import org.jspecify.annotations.NullMarked;
