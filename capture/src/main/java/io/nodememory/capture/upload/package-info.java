/** Copies of sealed images elsewhere. */
package io.nodememory.capture.upload;
