/**
 * What a logged-in client has of its own: objects that only it sees (collectors, filters, views), which end with it.
 *
 * <p>It knows {@code inventory} only.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.session;

import org.jspecify.annotations.NullMarked;
