/** Tags and their categories, and what they are attached to, by vCenter's REST API. Blocking; knows the client alone. */
@NullMarked
package dev.carafe.vsphere.client.tag;

import org.jspecify.annotations.NullMarked;
