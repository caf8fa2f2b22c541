/**
 * How the parts of the control plane are, as {@code componentstatuses} shows it.
 *
 * <p>Thread-safe; looks at the store and at leases when it is asked, and keeps nothing.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.componentstatus;

import org.jspecify.annotations.NullMarked;
