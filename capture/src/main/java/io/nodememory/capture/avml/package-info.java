/** AVML as the reader of a node's memory. */
package io.nodememory.capture.avml;
