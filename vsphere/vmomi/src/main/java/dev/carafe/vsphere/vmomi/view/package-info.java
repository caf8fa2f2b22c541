/**
 * Views: lists of objects that a session keeps, and that keep themselves up to date. They are objects of the session, whose
 * property {@code view} a property collector can follow.
 *
 * <p>It knows {@code inventory} and {@code session}.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.view;

import org.jspecify.annotations.NullMarked;
