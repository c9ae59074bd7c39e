/*
 * The part of the interface of KMDF 1.31 that the host has.
 */
#pragma once

#include "wdftypes.h"
#include "wdffuncenum.h"
#include "wdfglobals.h"
#include "wdfstatus.h"
#include "wdfobject.h"
#include "wdfsync.h"
#include "wdfcollection.h"
#include "wdfdriver.h"
#include "wdffileobject.h"
#include "wdfio.h"
#include "wdfrequest.h"
#include "wdfdevice.h"
#include "wdffdo.h"
#include "wdfdpc.h"
#include "wdftimer.h"
#include "wdfworkitem.h"
#include "wdfmemory.h"
#include "wdfstring.h"
#include "wdfregistry.h"
#include "wdfverifier.h"
