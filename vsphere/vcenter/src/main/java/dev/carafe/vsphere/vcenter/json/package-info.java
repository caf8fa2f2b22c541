/** JSON text to trees and back, bounded. Knows nobody. */
@NullMarked
package dev.carafe.vsphere.vcenter.json;

import org.jspecify.annotations.NullMarked;
