/** Writing memory images: conversion, slices, and captures that another process can continue. */
package io.nodememory.kernel.image.write;
