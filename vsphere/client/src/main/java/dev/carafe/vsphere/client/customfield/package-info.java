/** Custom fields: named values on objects. Threads, errors and arrows are those of the package above. */
@NullMarked
package dev.carafe.vsphere.client.customfield;

import org.jspecify.annotations.NullMarked;
