/** Methods that are called by nobody's hand: by a schedule, or by an alarm. Has no threads and keeps nothing. */
@NullMarked
package dev.carafe.vsphere.vcenter.action;

import org.jspecify.annotations.NullMarked;
