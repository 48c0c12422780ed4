/** Memory images in every format, read by physical address. */
package io.nodememory.kernel.image;
