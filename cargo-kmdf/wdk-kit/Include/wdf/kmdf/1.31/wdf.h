/*
 * The interface of KMDF 1.31. The last header, which `cargo kmdf` makes, has what the host lacks.
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
#include "wdfcontrol.h"
#include "wdfdpc.h"
#include "wdftimer.h"
#include "wdfworkitem.h"
#include "wdfmemory.h"
#include "wdfstring.h"
#include "wdfregistry.h"
#include "wdfverifier.h"
#include "wdfrest.h"
